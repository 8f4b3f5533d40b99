"""Agencies, the groups a plan addresses, the people who act for them."""

from agencies.models.agency import Agency, AgencyGroup
from agencies.models.people import Membership, Role, User

__all__ = ["Agency", "AgencyGroup", "Membership", "Role", "User"]
