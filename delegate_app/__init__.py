"""Hemicycle Delegate: what a diplomat installs."""
