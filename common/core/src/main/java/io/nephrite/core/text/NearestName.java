package io.nephrite.core.text;

import java.util.Arrays;
import java.util.Optional;

/** Finds the name that somebody may have meant. */
public final class NearestName {
    private static final int FARTHEST = 3;
    /** Short names are like each other in nearly all letters. */
    private static final int LETTERS_PER_SLIP = 4;

    private NearestName() {}

    /** The known name that differs in the fewest letters, at most three; the first of several. */
    public static Optional<String> of(String name, Iterable<String> known) {
        return of(name, known, FARTHEST);
    }

    /** The same for names that may have little to do with any known one: one letter in four may differ. */
    public static Optional<String> surely(String name, Iterable<String> known) {
        return of(name, known, Math.max(1, Math.min(FARTHEST, name.length() / LETTERS_PER_SLIP)));
    }

    private static Optional<String> of(String name, Iterable<String> known, int farthest) {
        String best = null;
        int bestDistance = farthest + 1;
        for (String candidate : known) {
            int distance = editDistance(name, candidate);
            if (distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    private static int editDistance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(substituted, 1 + Math.min(above, row[j - 1]));
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
