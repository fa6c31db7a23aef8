"""The demo story: the steps of each aggregate as the people of the cast perform them, through the same acts as the pages."""
