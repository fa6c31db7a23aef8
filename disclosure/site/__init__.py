"""公开网站: home, lists, details, search, organisations, open data and help, for anyone and fast."""
