package dev.tributary.lake;

import java.io.IOException;
import java.util.Map;

/** The coordinates of the records of a pruned file, packed until somebody asks. */
public final class PrunedOffsets {
    private final String topic;
    private final byte[] bytes;

    PrunedOffsets(String topic, byte[] bytes) {
        this.topic = topic;
        this.bytes = bytes.clone();
    }

    static PrunedOffsets of(String topic, Map<LakeSurvey.Source, OffsetSet> offsets) {
        return new PrunedOffsets(topic, OffsetCode.encode(offsets));
    }

    byte[] bytes() {
        return bytes.clone();
    }

    /**
     * The offsets by partition.
     *
     * @throws LakeException when they are damaged
     */
    public Map<LakeSurvey.Source, OffsetSet> unpacked() {
        try {
            return OffsetCode.decode(topic, bytes);
        } catch (IOException e) {
            throw new LakeException("The offsets of a pruned file of " + topic + " are damaged: " + e, e);
        }
    }
}
