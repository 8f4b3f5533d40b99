"""WHO: agencies, groups, succession, users, memberships, access rules. Imports no other app."""
