//! What an AWS profile says of STS: `endpoint_url`, a `services` section, FIPS and dual-stack.
//!
//! The order is that of the SDKs; variables come before all of it, and are read where the request
//! is made. These files are the user's own, and may name commands to run: their hosts are believed.

use aws_config::profile::ProfileSet;
use aws_runtime::env_config::property::PropertiesKey;

use crate::error::{Error, Result};
use crate::hop::StsChoice;
use crate::host::Host;
use crate::names::Endpoint;

/// The choice of the profile `name`.
pub fn sts(host: &Host, set: &ProfileSet, name: &str) -> Result<StsChoice> {
    let Some(profile) = set.get_profile(name) else { return Ok(StsChoice::default()) };
    let get = |key: &str| profile.get(key).filter(|text| !text.is_empty());
    let switch = |key: &str| match get(key).map(str::to_ascii_lowercase).as_deref() {
        Some("true") => Ok(Some(true)),
        Some("false") => Ok(Some(false)),
        None => Ok(None),
        Some(_) => Err(Error::configuration(format!("{key} of the AWS profile {name} is neither true nor false"))),
    };
    let ignored = host.env.is_on("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") || switch("ignore_configured_endpoint_urls")?.unwrap_or_default();
    let endpoint = get("services")
        .filter(|_| !ignored)
        .and_then(|section| Some((service(set, section)?, format!("endpoint_url for sts in the AWS section services {section}"))))
        .or_else(|| get("endpoint_url").filter(|_| !ignored).map(|url| (url, format!("endpoint_url of the AWS profile {name}"))))
        .map(|(url, what)| Endpoint::parse(url).map_err(|wrong| Error::configuration(format!("{what} {wrong}"))))
        .transpose()?;
    Ok(StsChoice { endpoint, fips: switch("use_fips_endpoint")?, dual_stack: switch("use_dualstack_endpoint")? })
}

/// `sts =` with `endpoint_url` below it, in `[services SECTION]`.
fn service<'a>(set: &'a ProfileSet, section: &str) -> Option<&'a str> {
    let key = PropertiesKey::builder().section_key("services").section_name(section).property_name("sts").sub_property_name("endpoint_url");
    Some(set.other_sections().get(&key.build().ok()?)?.as_str()).filter(|url| !url.is_empty())
}

#[cfg(test)]
mod tests {
    use crate::host::Host;
    use crate::source::Detection;
    use crate::source::aws::profile;

    #[test]
    fn the_order_of_a_profiles_own_words() {
        const KEYS: &str = "aws_access_key_id = a\naws_secret_access_key = b\n";
        const OWN: &str = "endpoint_url = https://all.example\n";
        const SERVICES: &str = "services = s\n";
        const SECTION: &str = "[services s]\ns3 =\n  endpoint_url = https://s3.example\nsts =\n  endpoint_url = https://sts.example\n";
        let ignore = ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true");
        for (keys, section, vars, expected) in [
            (String::new(), "", None, "- - -"),
            (OWN.to_owned(), "", None, "https://all.example/ - -"),
            (format!("{OWN}{SERVICES}"), SECTION, None, "https://sts.example/ - -"),
            (format!("{OWN}{SERVICES}"), "[services s]\ns3 =\n  endpoint_url = https://s3.example\n", None, "https://all.example/ - -"),
            (format!("{OWN}{SERVICES}"), "", None, "https://all.example/ - -"),
            (format!("{OWN}{SERVICES}"), SECTION, Some(ignore), "- - -"),
            (format!("{OWN}ignore_configured_endpoint_urls = true\n"), "", None, "- - -"),
            ("use_fips_endpoint = true\nuse_dualstack_endpoint = false\n".to_owned(), "", None, "- true false"),
            ("use_fips_endpoint = maybe\n".to_owned(), "", None, "use_fips_endpoint of the AWS profile default is neither true nor false"),
            (
                "endpoint_url = http://all.example\n".to_owned(),
                "",
                None,
                "endpoint_url of the AWS profile default is plain HTTP, which is for loopback and link-local metadata only",
            ),
        ] {
            let config = format!("[default]\n{KEYS}{keys}{section}");
            let mut all = vec![("AWS_CONFIG_FILE", "/c"), ("AWS_SHARED_CREDENTIALS_FILE", "/k")];
            all.extend(vars);
            let said = match profile::detect(&Host::scripted(&all, &[("/c", &config)], 0), None, true) {
                Detection::Here(source) => {
                    let sts = source.sts().unwrap();
                    let switch = |on: Option<bool>| on.map_or("-".to_owned(), |on| on.to_string());
                    let endpoint = sts.endpoint.as_ref().map_or("-".to_owned(), ToString::to_string);
                    format!("{endpoint} {} {}", switch(sts.fips), switch(sts.dual_stack))
                }
                Detection::Broken(error) => error.message().to_owned(),
                Detection::Absent { because } => because,
            };
            assert_eq!(said, expected, "{config}");
        }
    }
}
