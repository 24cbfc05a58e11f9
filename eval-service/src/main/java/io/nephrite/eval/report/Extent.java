package io.nephrite.eval.report;

/** How much of a report is shown at a time, so that a page stays small however many cases there are. */
enum Extent {
    /** The file that is handed on. */
    FILE(15_000, 1_500, 60, 500, 12),
    /** A part of the page in the browser. */
    PART(1_500, 560, 5, 100, 0);

    private static final int LEAST_ROWS = 10;

    private final int cells;
    private final int points;
    private final int leastPoints;
    private final int testImages;
    private final int curves;

    Extent(int cells, int points, int leastPoints, int testImages, int curves) {
        this.cells = cells;
        this.points = points;
        this.leastPoints = leastPoints;
        this.testImages = testImages;
        this.curves = curves;
    }

    /**
     * Rows of each of several tables.
     *
     * @param cellsEach of a row
     */
    int rows(int tables, int cellsEach) {
        return Math.max(LEAST_ROWS, cells / Math.max(1, tables * cellsEach));
    }

    /** Of each class in a plot. */
    int points(int classes) {
        return Math.max(leastPoints, points / Math.max(1, classes));
    }

    int testImages() {
        return testImages;
    }

    /** Whether a script of the page draws what can be asked, so that no picture is needed. */
    boolean isDrawnByThePage() {
        return this == PART;
    }

    /** Plots of trainings, of each configuration. */
    int curves() {
        return curves;
    }
}
