import pytest

from disclosure.site.cache import shelf


@pytest.fixture(autouse=True)
def _nothing_kept():
    """Tests roll back, versions with them: what one test kept is not another's."""
    shelf.clear()
    yield
    shelf.clear()
