"""Questions that go out in files and come back as answers in the cache: the Batch API and its likes."""
