/**
 * Starts the five services as processes and starts them again when they die. Broker and store are started elsewhere.
 */
package io.nephrite.local.service;
