/**
 * What the launcher asks of this machine: free ports, memory, time awake, log. Nothing here knows Nephrite's services.
 */
package io.nephrite.local.machine;
