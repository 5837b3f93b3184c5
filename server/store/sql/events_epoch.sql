SELECT value FROM server_settings WHERE key = 'stream_epoch'
