"""Demonstration data: the 2022 plan reported and consolidated, the current year's plan under way.

Everything goes through the services that people's clicks go through. Figures and words are made up and say so.
"""
