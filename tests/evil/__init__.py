"""Generators of the files that hurt readers, and of one good file of each format; nothing here is downloaded."""
