"""Content checks that run in a process of their own with limits; nothing here imports Django."""
