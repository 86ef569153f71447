package dev.tributary.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the lineage of jobs is told.
 *
 * @param file the file that gets a line for each event, if one does
 * @param url where events are sent by HTTP, if anywhere
 */
public record LineageSettings(Optional<Path> file, Optional<URI> url) {}
