"""What all tests share."""

pytest_plugins = ["audio_server", "command_line", "opened_pages"]
