//! Who is behind AWS keys, as far as this machine says without a request: the name of the sessions
//! that are opened with them.

use crate::host::Host;
use crate::jwt::Claims;
use crate::policy;

/// The function, the pod's service account, the container, the instance or the user.
pub fn session(host: &Host, on_instance: bool) -> Option<String> {
    let get = |name: &str| host.env.get(name).map(str::to_owned);
    let pod = || {
        let path = host.env.path("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")?;
        let claims = Claims::read(host.files.read(&path, policy::TOKEN_BYTES).ok()?.trim())?;
        claims.sub.strip_prefix("system:serviceaccount:").map(|account| account.replace(':', "."))
    };
    let container = || Some(format!("ecs-{}", get("ECS_CONTAINER_METADATA_URI_V4")?.rsplit('/').next()?));
    let machine = || host.files.read("/proc/sys/kernel/hostname".as_ref(), 256).ok().map(|name| name.trim().to_owned());
    get("AWS_LAMBDA_FUNCTION_NAME")
        .or_else(pod)
        .or_else(container)
        .or_else(|| machine().filter(|_| on_instance))
        .or_else(|| ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(get))
        .filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_from_facts() {
        // {"sub":"system:serviceaccount:shop:cart"}
        let token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzeXN0ZW06c2VydmljZWFjY291bnQ6c2hvcDpjYXJ0In0.c2ln";
        let pod = ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "/t");
        let task = ("ECS_CONTAINER_METADATA_URI_V4", "http://169.254.170.2/v4/0123abcd-42");
        let user = ("USER", "dev");
        for (vars, on_instance, name) in [
            (&[][..], false, None),
            (&[("USER", "")][..], false, None),
            (&[user][..], false, Some("dev")),
            (&[("LOGNAME", "dev")][..], false, Some("dev")),
            (&[user][..], true, Some("ip-10-0-0-1")),
            (&[user, task][..], false, Some("ecs-0123abcd-42")),
            (&[user, pod][..], false, Some("shop.cart")),
            (&[user, ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "/none")][..], false, Some("dev")),
            (&[user, ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "/rubbish")][..], false, Some("dev")),
            (&[user, task, ("AWS_LAMBDA_FUNCTION_NAME", "resize")][..], false, Some("resize")),
        ] {
            let host = Host::scripted(vars, &[("/t", token), ("/rubbish", "x"), ("/proc/sys/kernel/hostname", "ip-10-0-0-1\n")], 0);
            assert_eq!(session(&host, on_instance).as_deref(), name, "{vars:?}");
        }
    }
}
