"""Agencies, the groups a plan addresses, the people who act for them."""

from agencies.access import Role
from agencies.models.agency import Agency, AgencyGroup
from agencies.models.people import Membership, User

__all__ = ["Agency", "AgencyGroup", "Membership", "Role", "User"]
