/** The one manner of all REST resources: JSON, and faults as {@code application/problem+json} (RFC 9457). */
package io.nephrite.runtime.rest;
