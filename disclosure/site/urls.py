"""Addresses of the public site."""

from django.urls import URLPattern, URLResolver, path

from disclosure.item.models import SECTIONS
from disclosure.site import comments, details, feeds, home, lists, organizations, pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("search/", lists.search, name="search"),
    path("search/feed.atom", feeds.feed, {"section": "search"}, name="search-feed"),
    path("organizations/<str:code>/", organizations.organization, name="organization"),
    path("organizations/<str:code>/chart.svg", organizations.chart, name="organization-chart"),
    path("notices/<int:pk>/comment/", comments.comment, name="need-comment"),
    path("open-data/", pages.open_data, name="open-data"),
    path("help/", pages.help_index, name="help"),
    path("help/bidding/", pages.bidding, name="help-bidding"),
    path("help/supervising/", pages.supervising, name="help-supervising"),
    path("help/disclosure/", pages.disclosure, name="help-disclosure"),
    path("about/", pages.about, name="about"),
    path("sitemap/", pages.sitemap, name="sitemap"),
    path("robots.txt", pages.robots, name="robots"),
]
for section in SECTIONS:
    urlpatterns += [
        path(f"{section}/", lists.section_list, {"section": section}, name=f"public-{section}"),
        path(f"{section}/feed.atom", feeds.feed, {"section": section}, name=f"{section}-feed"),
        path(f"{section}/<int:pk>/", details.detail, {"section": section}, name=f"{section}-detail"),
    ]
