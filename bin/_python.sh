# Sourced: runs a Python program of this folder with a Python that is new enough.

supports_odoo() {
    "$1" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info)' 2>/dev/null
}

find_python() {
    local name
    for name in python3 python3.13 python3.12 python3.11 python3.10; do
        if command -v "$name" >/dev/null && supports_odoo "$name"; then
            command -v "$name"
            return
        fi
    done
    return 1
}

install_python() {
    command -v apt-get >/dev/null && ! command -v python3 >/dev/null || return 0
    local root=()
    [ "$(id -u)" = 0 ] || root=(sudo)
    echo "-- installing python3" >&2
    "${root[@]}" apt-get -q update >/dev/null 2>&1 || true
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y \
        --no-install-recommends install python3 python3-venv >/dev/null 2>&1 || true
}

run_python() { # COMMAND PROGRAM ARGUMENTS...
    local command=$1 program=$2 python
    shift 2
    install_python
    if ! python=$(find_python); then
        echo "$command: Python 3.10 or newer is needed: install it as python3" >&2
        exit 1
    fi
    PYTHONDONTWRITEBYTECODE=1 exec "$python" "$program" "$@"
}
