package dev.tributary.bench;

/** One part of the benchmark, which can be run without the others. */
interface Section {
    /** What {@code --only} calls it. */
    String name();

    /** What it measures, for {@code --help}. */
    String purpose();

    /** Whether it is left out where no plots are wanted, unless it is named: it takes long and changes little. */
    default boolean onlyForPlots() {
        return false;
    }

    /** Measures, and adds its tables and figures to the report. */
    void measure(Workbench bench, Report report) throws Exception;
}
