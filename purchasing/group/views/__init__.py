"""The pages of the group: matters with tasks and report; meetings and members."""
