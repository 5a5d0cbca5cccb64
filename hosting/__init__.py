"""Many councils on one machine: a process, an account and an address for each.

`declaration` reads which councils there are, `processes` runs them, and `web_server` writes what
the web server in front of them and a host of containers need. docs/hosting.md has the commands.
"""
