"""Models on this machine: the embedded one that is listened to, and GGUF files that chat."""
