"""A report's page on this machine: `server` answers, `door` says to whom, `ledger` keeps what is decided."""
