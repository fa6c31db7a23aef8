"""Addresses of the review on the desk: the agent's and supervisor's pages of a procurement, and a member's own."""

from django.urls import path

from purchasing.review.views import files, members

urlpatterns = [
    path("desk/procurements/<str:ocid>/qualification/", files.qualification, name="qualification"),
    path("desk/procurements/<str:ocid>/committee/", files.committee, name="committee"),
    path("desk/procurements/<str:ocid>/committee/draw/", files.draw, name="committee-draw"),
    path("desk/procurements/<str:ocid>/committee/watch/", files.watch, name="committee-watch"),
    path("desk/procurements/<str:ocid>/committee/chair/", files.chair, name="committee-chair"),
    path("desk/procurements/<str:ocid>/committee/<int:seat>/excuse/", files.excuse, name="committee-excuse"),
    path("desk/procurements/<str:ocid>/report/", files.report, name="review-report"),
    path("desk/reviews/", members.reviews, name="reviews"),
    path("desk/reviews/<int:pk>/", members.review, name="review"),
    path("desk/reviews/<int:pk>/declaration/", members.declaration, name="review-declaration"),
    path("desk/reviews/<int:pk>/conformity/", members.conformity, name="review-conformity"),
    path("desk/reviews/<int:pk>/sheet/", members.sheet, name="review-sheet"),
    path("desk/reviews/<int:pk>/signature/", members.signature, name="review-signature"),
]
