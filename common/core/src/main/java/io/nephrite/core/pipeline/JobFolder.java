package io.nephrite.core.pipeline;

import java.util.Locale;

/**
 * Keys of a queue's objects: the jobs that are open, the requests of users about them, who holds them, and the workers'
 * clocks.
 *
 * @param prefix ends in a slash
 */
public record JobFolder(String prefix) {
    private static final String JSON = ".json";

    /**
     * Makes the keys of a queue.
     *
     * @param queue such as {@code trainer}
     */
    public static JobFolder of(String queue) {
        return new JobFolder(ObjectKeys.jobs(queue));
    }

    /** Of all open jobs; ends in a slash. */
    public String open() {
        return prefix + "open/";
    }

    public String open(String jobId) {
        return open() + jobId + JSON;
    }

    /** The folder of users' requests about jobs; ends in a slash. */
    public String controls() {
        return prefix + "control/";
    }

    public String control(String jobId) {
        return controls() + jobId + JSON;
    }

    /** The job of a key of {@link #open(String)} or {@link #control}. */
    public String jobId(String key) {
        return key.substring(key.lastIndexOf('/') + 1, key.length() - JSON.length());
    }

    /** Of all who have held any job; ends in a slash. */
    public String claims() {
        return prefix + "claims/";
    }

    /** Of all who have held a job; ends in a slash. */
    public String claims(String jobId) {
        return claims() + jobId + "/";
    }

    /** The job of a key of {@link #claim}. */
    public String jobOfClaim(String key) {
        return key.substring(claims().length(), key.lastIndexOf('/'));
    }

    /** Padded, so that keys are listed in the order of their numbers. */
    public String claim(String jobId, int number) {
        return claims(jobId) + String.format(Locale.ROOT, "%06d", number) + JSON;
    }

    /** The number of a key of {@link #claim}. */
    public int claimNumber(String key) {
        return Integer.parseInt(key, key.lastIndexOf('/') + 1, key.length() - JSON.length(), 10);
    }

    /** Of what workers write to learn the store's time; ends in a slash. */
    public String clocks() {
        return prefix + "clock/";
    }

    /** Written by a worker to learn the store's time. */
    public String clock(String worker) {
        return clocks() + worker;
    }
}
