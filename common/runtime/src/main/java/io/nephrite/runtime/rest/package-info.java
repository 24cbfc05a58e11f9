/**
 * How all REST resources answer: JSON, and faults as {@code application/problem+json} (RFC 9457). The resources are in
 * the services' {@code app} packages.
 */
package io.nephrite.runtime.rest;
