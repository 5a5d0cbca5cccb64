"""Editions: immutable, disclosure-safe, read-only. All of data that a page may import."""
