package dev.tributary.streams;

import java.util.LinkedHashMap;
import java.util.Map;

/** Remembers so many values, and forgets the one that was asked for the longest ago. Not safe for use by several threads. */
final class Recent<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    private final int capacity;

    Recent(int capacity) {
        super(16, 0.75f, true);
        this.capacity = capacity;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > capacity;
    }
}
