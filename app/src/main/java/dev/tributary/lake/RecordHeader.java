package dev.tributary.lake;

import java.util.Optional;

/**
 * A header of a record.
 *
 * @param key its name
 * @param value its bytes; empty where there are none, which is not the same as none at all
 */
public record RecordHeader(String key, Optional<byte[]> value) {}
