"""What people do from beginning to end, in real browsers against a real server process."""
