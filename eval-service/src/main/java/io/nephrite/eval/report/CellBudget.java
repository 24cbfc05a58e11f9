package io.nephrite.eval.report;

/** How many cells of tables a page may still hold, so that it stays small however many cases there are. */
final class CellBudget {
    private static final int MOST_CELLS = 15_000;
    private static final int LEAST_ROWS = 10;

    private int left = MOST_CELLS;

    /** Takes as many rows as there is room for. */
    int rows(int wanted, int cellsEach) {
        int rows = Math.min(wanted, Math.max(LEAST_ROWS, left / Math.max(1, cellsEach)));
        left = Math.max(0, left - rows * cellsEach);
        return rows;
    }
}
