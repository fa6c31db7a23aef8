"""The components behind `{% load ui %}`, by kind; each module has its own registry."""
