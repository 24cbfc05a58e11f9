package io.nephrite.local.faults;

import io.nephrite.core.housekeeping.SweepResult;
import io.nephrite.core.housekeeping.SweepRules;
import io.nephrite.core.housekeeping.Sweeper;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The objects of a dataset that are left in the services' bucket when everything is done and what nothing needs was
 * swept.
 *
 * @param objects their number by key; names of dataset and version, and identities are masked
 */
record Remains(Map<String, Integer> objects) {
    private static final SweepRules AT_ONCE = new SweepRules(OptionalInt.empty(), Duration.ZERO);
    private static final Pattern IDENTITY = Pattern.compile("[0-9a-f]{16,}");

    Remains {
        objects = Map.copyOf(objects);
    }

    /**
     * Sweeps, and takes what is left.
     *
     * @throws IOException where the sweeper leaves the dataset alone, or finds more when it looks again
     */
    static Remains afterSweep(ObjectStore datasets, ObjectStore results, VersionId version) throws IOException {
        Sweeper sweeper = new Sweeper(datasets, results, Clock.systemUTC());
        SweepResult swept = sweeper.sweep(AT_ONCE, Instant.MAX);
        SweepResult again = sweeper.look(AT_ONCE);
        if (!swept.isDone() || again.all().objects() > 0 || swept.leftAlone().containsKey(version.dataset())) {
            throw new IOException(
                    "the sweeper is not done with " + version.dataset() + ": " + swept + ", then " + again);
        }
        Map<String, Integer> objects = new TreeMap<>();
        for (ObjectInfo object : results.list("")) {
            if (object.key().contains(version.dataset())) {
                objects.merge(masked(object.key(), version), 1, Integer::sum);
            }
        }
        return new Remains(objects);
    }

    private static String masked(String key, VersionId version) {
        return IDENTITY.matcher(key.replace(version.dataset(), "DATASET")).replaceAll("ID");
    }

    /** Keys of which there are more or fewer than there, with both numbers; empty where there are none. */
    Map<String, String> differences(Remains other) {
        Map<String, String> differences = new TreeMap<>();
        TreeSet<String> keys = new TreeSet<>(objects.keySet());
        keys.addAll(other.objects.keySet());
        for (String key : keys) {
            int here = objects.getOrDefault(key, 0);
            int there = other.objects.getOrDefault(key, 0);
            if (here != there) {
                differences.put(key, here + " in place of " + there);
            }
        }
        return differences;
    }
}
