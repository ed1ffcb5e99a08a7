"""Files in the folder of a run: `bin/demo` owns the servers, and restarts one."""

RESTART_REQUEST = "restart-please"
RESTARTED = "restarted"
