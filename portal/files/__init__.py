"""Files: private storage under random keys, SHA-256, content checked before anything is kept."""
