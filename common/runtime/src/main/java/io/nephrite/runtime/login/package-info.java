/**
 * Who may do what: how somebody who asks is known, and the roles that the REST resources name. What a role may do is said
 * by each resource and not here; no service has a login of its own.
 */
package io.nephrite.runtime.login;
