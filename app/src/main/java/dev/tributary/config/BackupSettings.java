package dev.tributary.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where backups are looked for.
 *
 * @param folder the folder that has a folder for each backup; empty when nobody said
 * @param maxAge how old the newest may be
 */
public record BackupSettings(Optional<Path> folder, Duration maxAge) {}
