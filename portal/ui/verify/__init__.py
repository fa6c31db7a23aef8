"""Public verification of official papers by the code printed on them."""
