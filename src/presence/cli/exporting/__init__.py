"""The rooms of `presence export`: what it asks, what it starts, what it tells."""
