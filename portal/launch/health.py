"""The container's health check: does the web process beside it answer? Runs by file name."""

import os
import urllib.request
from urllib.parse import urlsplit

if __name__ == "__main__":
    host = urlsplit(os.environ.get("PUBLIC_BASE_URL", "")).netloc or "localhost"
    request = urllib.request.Request("http://127.0.0.1:8000/healthz", headers={"Host": host})
    with urllib.request.urlopen(request, timeout=4):
        pass
