/**
 * The page: its views, pictures and live updates over HTTP. What it shows is computed in {@code status}, {@code
 * report} and {@code viewer}.
 */
package io.nephrite.eval.app.page;
