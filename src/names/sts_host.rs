//! The hosts of AWS's security token service, per region and variant.
//! Contract: the endpoint rules of the STS model and the partitions of the AWS SDKs.

use super::{Region, Wrong};

/// What makes the host of a partition's STS.
struct Hosts {
    suffix: &'static str,
    /// The suffix of names with IPv4 and IPv6.
    dual: &'static str,
    /// The first label of hosts with FIPS 140 modules: GovCloud's ordinary hosts are such. The
    /// SDKs' rules would make names for the other partitions too, but AWS lists no such hosts.
    fips: Option<&'static str>,
}

fn hosts(partition: &str) -> Hosts {
    let (suffix, dual, fips) = match partition {
        "aws-cn" => ("amazonaws.com.cn", "api.amazonwebservices.com.cn", None),
        "aws-us-gov" => ("amazonaws.com", "api.aws", Some("sts")),
        "aws-iso" => ("c2s.ic.gov", "api.aws.ic.gov", None),
        "aws-iso-b" => ("sc2s.sgov.gov", "api.aws.scloud", None),
        "aws-iso-e" => ("cloud.adc-e.uk", "api.cloud-aws.adc-e.uk", None),
        "aws-iso-f" => ("csp.hci.ic.gov", "api.aws.hci.ic.gov", None),
        "aws-eusc" => ("amazonaws.eu", "api.amazonwebservices.eu", None),
        _ => ("amazonaws.com", "api.aws", Some("sts-fips")),
    };
    Hosts { suffix, dual, fips }
}

impl Region {
    /// The host of this region's STS. Always the regional one: Google verifies a signed
    /// GetCallerIdentity only when host and signing region agree, and outbound JWTs are not
    /// issued by the global endpoint.
    pub fn sts_host(&self) -> String {
        format!("sts.{}.{}", self.as_str(), hosts(self.partition().as_str()).suffix)
    }

    /// The host with FIPS 140 modules, with IPv6, or both; signatures are for this region at each
    /// of them. What is wrong is a clause about the region.
    pub fn sts_variant(&self, fips: bool, dual_stack: bool) -> Result<String, Wrong> {
        let partition = self.partition();
        let Hosts { suffix, dual, fips: label } = hosts(partition.as_str());
        let none = || format!("is in {}, where AWS STS has no FIPS endpoint", partition.as_str());
        let label = match (fips, label) {
            // Both together have one name everywhere, GovCloud included.
            (true, Some(_)) if dual_stack => "sts-fips",
            (true, label) => label.ok_or_else(none)?,
            (false, _) => "sts",
        };
        let suffix = if dual_stack { dual } else { suffix };
        Ok(format!("{label}.{}.{suffix}", self.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Region × FIPS × dual-stack; `-` where there is none. The signing region is the region.
    #[test]
    fn hosts_of_every_partition_and_variant() {
        for (region, partition, plain, fips, dual, both) in [
            (
                "us-east-1",
                "aws",
                "sts.us-east-1.amazonaws.com",
                "sts-fips.us-east-1.amazonaws.com",
                "sts.us-east-1.api.aws",
                "sts-fips.us-east-1.api.aws",
            ),
            (
                "eu-central-1",
                "aws",
                "sts.eu-central-1.amazonaws.com",
                "sts-fips.eu-central-1.amazonaws.com",
                "sts.eu-central-1.api.aws",
                "sts-fips.eu-central-1.api.aws",
            ),
            (
                "us-gov-west-1",
                "aws-us-gov",
                "sts.us-gov-west-1.amazonaws.com",
                "sts.us-gov-west-1.amazonaws.com",
                "sts.us-gov-west-1.api.aws",
                "sts-fips.us-gov-west-1.api.aws",
            ),
            ("cn-north-1", "aws-cn", "sts.cn-north-1.amazonaws.com.cn", "-", "sts.cn-north-1.api.amazonwebservices.com.cn", "-"),
            ("us-iso-east-1", "aws-iso", "sts.us-iso-east-1.c2s.ic.gov", "-", "sts.us-iso-east-1.api.aws.ic.gov", "-"),
            ("us-isob-east-1", "aws-iso-b", "sts.us-isob-east-1.sc2s.sgov.gov", "-", "sts.us-isob-east-1.api.aws.scloud", "-"),
            ("eu-isoe-west-1", "aws-iso-e", "sts.eu-isoe-west-1.cloud.adc-e.uk", "-", "sts.eu-isoe-west-1.api.cloud-aws.adc-e.uk", "-"),
            ("us-isof-south-1", "aws-iso-f", "sts.us-isof-south-1.csp.hci.ic.gov", "-", "sts.us-isof-south-1.api.aws.hci.ic.gov", "-"),
            ("eusc-de-east-1", "aws-eusc", "sts.eusc-de-east-1.amazonaws.eu", "-", "sts.eusc-de-east-1.api.amazonwebservices.eu", "-"),
        ] {
            let region = Region::parse(region).unwrap();
            let host = |fips, dual| region.sts_variant(fips, dual).unwrap_or_else(|_| "-".to_owned());
            assert_eq!(region.partition().as_str(), partition);
            assert_eq!(region.partition().default_region().partition(), region.partition());
            assert_eq!(region.sts_host(), plain);
            assert_eq!([host(false, false), host(true, false), host(false, true), host(true, true)], [plain, fips, dual, both]);
        }
        let wrong = Region::parse("cn-north-1").unwrap().sts_variant(true, false).unwrap_err();
        assert_eq!(wrong, "is in aws-cn, where AWS STS has no FIPS endpoint");
    }
}
