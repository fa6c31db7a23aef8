"""The project package: composition root on top, kernel below; it knows no procurement."""
