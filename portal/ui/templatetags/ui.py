"""`{% load ui %}`: every component and filter of the portal's pages."""

from django import template

from portal.ui.components import blocks, filters, forms, status

register = template.Library()
for _module in (filters, blocks, status, forms):
    register.tags.update(_module.register.tags)
    register.filters.update(_module.register.filters)
