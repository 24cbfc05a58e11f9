/**
 * Jobs: work that takes hours, kept in the object store. What a job computes is not known here.
 *
 * <p>An event becomes a job object and is acknowledged at once. Any idle worker takes the job by a numbered claim, keeps
 * it by a heartbeat, and is replaced when the heartbeat stops. All ages are by the store's clock.
 *
 * <pre>
 * _jobs/&lt;queue&gt;/open/&lt;job&gt;.json          the job; gone when it has ended
 * _jobs/&lt;queue&gt;/claims/&lt;job&gt;/&lt;n&gt;.json    claim n; its age is the age of the heartbeat
 * _jobs/&lt;queue&gt;/control/&lt;job&gt;.json       request to pause or cancel
 * </pre>
 *
 * Whoever holds the highest number owns the job. Claims are taken by putIfAbsent of the next number, so of several
 * takers one wins; an owner that was replaced sees claim n + 1 and writes nothing more.
 */
package io.nephrite.core.job;
