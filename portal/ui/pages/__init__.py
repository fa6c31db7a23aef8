"""Small pages of the frame itself: reading preferences, the accessibility statement, the gallery."""
