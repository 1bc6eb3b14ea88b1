use super::*;

fn load(file: &str, environment: &[(&str, &str)], flags: Vec<(&'static str, String)>) -> Result<Config, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vuoro.toml");
    std::fs::write(&path, file).unwrap();
    let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Config::load_from(Some(&path), environment, flags)
        .map_err(|error| error.to_string().replace(folder.path().to_str().unwrap(), "."))
}

#[test]
fn a_flag_outweighs_the_environment_and_that_the_file() {
    let file = "listen = \"127.0.0.1:1\"\n[log]\nlevel = \"warn\"\n";
    assert_eq!(load(file, &[], vec![]).unwrap().listen, "127.0.0.1:1");
    let environment = [("VUORO_LISTEN", "127.0.0.1:2"), ("VUORO_LOG__LEVEL", "debug"), ("PATH", "/bin")];
    let config = load(file, &environment, vec![]).unwrap();
    assert_eq!((config.listen.as_str(), config.log.level.as_str()), ("127.0.0.1:2", "debug"));
    let config = load(file, &environment, vec![("listen", "127.0.0.1:3".into())]).unwrap();
    assert_eq!(config.listen, "127.0.0.1:3");
}

#[test]
fn a_wrong_key_is_refused_with_its_line_and_the_nearest_right_name() {
    let file = "listen = \"127.0.0.1:1\"\n\n[limits]\nsockets_per_visitr = 3\n";
    let error = load(file, &[], vec![]).unwrap_err();
    assert_eq!(
        error,
        "./vuoro.toml, line 4: there is no key limits.sockets_per_visitr; did you mean limits.sockets_per_visitor?"
    );
    let error = load("", &[("VUORO_LISTNE", "x")], vec![]).unwrap_err();
    assert_eq!(error, "environment variable VUORO_LISTNE: there is no key listne; did you mean listen?");
}

#[test]
fn a_wrong_value_is_refused_with_its_line_and_what_is_wanted() {
    let error = load("development = \"yes\"\n", &[], vec![]).unwrap_err();
    assert_eq!(error, "./vuoro.toml, line 1: development takes true or false, not \"yes\"");
    let error = load("", &[("VUORO_LIMITS__ATTACHMENT_BYTES", "lots")], vec![]).unwrap_err();
    assert_eq!(error, "limits.attachment_bytes takes a whole number from 0, not \"lots\"");
    for (file, part) in [
        ("listen = \"localhost\"", "no address and port"),
        ("database = \"mysql://x\"", "postgres://"),
        ("[tls]\ncertificate = \"c.pem\"", "both certificate and key"),
        ("trusted_proxies = [\"ten\"]", "trusted_proxies: \"ten\" is no network"),
        ("[plugins]\nallowed_networks = [\"10.0.0.0/33\"]", "plugins.allowed_networks: \"10.0.0.0/33\" is no network"),
        ("public_origins = [\"chat\"]", "no origin"),
        ("listen = ", "line 1"),
        ("[log]\nformat = \"xml\"", "format"),
    ] {
        let error = load(file, &[], vec![]).unwrap_err();
        assert!(error.contains(part), "{file}: {error}");
    }
}

#[test]
fn the_example_names_every_key_and_its_lines_are_right_ones() {
    let uncommented: String = example()
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(rest) if rest.contains(" = ") && !rest.ends_with('.') => format!("{rest}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    let config = load(&uncommented, &[], vec![]).unwrap();
    assert_eq!(config, Config::default());
    fn leaves(value: &serde_json::Value, prefix: &str, found: &mut Vec<String>) {
        match value {
            serde_json::Value::Object(fields) => {
                fields.iter().for_each(|(name, value)| leaves(value, &format!("{prefix}{name}."), found));
            }
            _ => found.push(prefix.trim_end_matches('.').to_owned()),
        }
    }
    let mut found = Vec::new();
    leaves(&serde_json::to_value(Config::default()).unwrap(), "", &mut found);
    found.sort();
    let mut named: Vec<_> = keys::KEYS.iter().map(|key| key.path.to_owned()).collect();
    named.sort();
    assert_eq!(found, named);
}
