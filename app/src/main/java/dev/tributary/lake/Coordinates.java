package dev.tributary.lake;

/**
 * Which record of a topic a line is of.
 *
 * @param log the partition, in one epoch
 * @param offset the record's offset
 */
record Coordinates(Log log, long offset) {
    /**
     * A partition in one epoch of its topic.
     *
     * @param epoch the epoch, as in {@link Position}
     * @param partition the partition's number
     */
    record Log(int epoch, int partition) {}

    static Coordinates of(Stamp stamp) {
        return new Coordinates(new Log(stamp.epoch(), stamp.partition()), stamp.offset());
    }

    static Coordinates of(Arrival arrival) {
        return new Coordinates(new Log(arrival.epoch(), arrival.partition()), arrival.offset());
    }

    @Override
    public String toString() {
        String epoch = log.epoch() == 0 ? "" : " epoch " + log.epoch();
        return "partition " + log.partition() + " offset " + offset + epoch;
    }
}
