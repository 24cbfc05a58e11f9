/** The program of the launcher. Everything else is in the packages below it. */
package io.nephrite.local;
