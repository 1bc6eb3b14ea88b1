//! The command line of `vuoro`.

#[macro_use]
mod say;
mod plugin;
mod refused;

use std::{path::PathBuf, process::ExitCode};

use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use vuoro_domain::Domain;
use vuoro_kernel::Role;
use vuoro_store::Store;

use crate::{Config, boot, config, log};
use refused::refused;

/// Vuoro, a customer-chat platform.
#[derive(Parser)]
#[command(name = "vuoro", version, about)]
struct Cli {
    /// The configuration file [default: vuoro.toml, when there is one]
    #[arg(long, global = true, env = "VUORO_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// The folder of the database and the attachments
    #[arg(long, global = true, value_name = "FOLDER")]
    data: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve customers and agents
    Serve(Serve),
    /// Organisations
    #[command(subcommand)]
    Org(Org),
    /// Accounts
    #[command(subcommand)]
    Account(Account),
    /// Plugins: packages, and what organisations have of them
    #[command(subcommand)]
    Plugin(plugin::Plugin),
    /// Bring the database's tables up to this version
    Migrate,
    /// Check the package on standard input; the server starts itself so for each that an organisation brings
    #[command(hide = true)]
    CheckPackage {
        /// The folder of compiled code
        #[arg(required_unless_present = "settings")]
        code: Option<PathBuf>,
        /// Check the settings on standard input instead
        #[arg(long, conflicts_with = "code")]
        settings: bool,
    },
    /// The GraphQL schema
    #[command(subcommand)]
    Schema(Schema),
    /// The configuration
    #[command(subcommand)]
    Config(ConfigCommand),
}

#[derive(Args)]
struct Serve {
    /// Make the organisation `demo` with people, queues and simulated customers; for this machine alone
    #[arg(long)]
    demo: bool,
    /// With --demo: no simulated customers
    #[arg(long)]
    no_visitors: bool,
    /// The address and port to listen on
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    /// The address and port for /metrics; empty for none
    #[arg(long, value_name = "ADDRESS")]
    metrics_listen: Option<String>,
    /// Serve GraphiQL and let strangers read the schema
    #[arg(long)]
    development: bool,
}

#[derive(Subcommand)]
enum Org {
    /// Make an organisation
    Create {
        /// What its addresses name it by: 2 to 40 of a-z, 0-9 and -
        slug: String,
        /// Its name for people [default: the slug]
        #[arg(long)]
        name: Option<String>,
    },
}

#[derive(Subcommand)]
enum Account {
    /// Make an account; the password is read from the first line of standard input
    Create {
        /// The address to sign in with
        email: String,
        /// The full name
        #[arg(long)]
        name: String,
        /// The name that customers see [default: the full name]
        #[arg(long)]
        display_name: Option<String>,
        /// Make it a member of this organisation
        #[arg(long, value_name = "SLUG")]
        org: Option<String>,
        /// The role there: handler, operator or owner
        #[arg(long, default_value = "owner", requires = "org")]
        role: Role,
    },
}

#[derive(Subcommand)]
enum Schema {
    /// Print the schema as it is served
    Print {
        /// The platform's endpoint
        #[arg(long, conflicts_with = "organisation", required_unless_present = "organisation")]
        platform: bool,
        /// An organisation's endpoint
        #[arg(long)]
        organisation: bool,
    },
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Print an example file with every key
    Example,
}

/// Runs what the command line asks for.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    // Before anything else is made: what it does, it does within limits of its own.
    if let Command::CheckPackage { code, .. } = &cli.command {
        return code.as_deref().map_or_else(vuoro_plugins::check_settings_from_stdin, vuoro_plugins::check_from_stdin);
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("vuoro: can't start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let result = runtime.block_on(run(cli));
    // Work that still runs on blocking threads is not waited for.
    runtime.shutdown_background();
    match result {
        Ok(code) => code,
        // The reader of the output has closed it.
        Err(error) if say::is_closed(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("vuoro: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(mut cli: Cli) -> anyhow::Result<ExitCode> {
    if let Command::Plugin(plugin) = cli.command {
        match plugin.alone().await? {
            plugin::Alone::Done(code) => return Ok(code),
            plugin::Alone::NeedsOrganisation(plugin) => cli.command = Command::Plugin(plugin),
        }
    }
    match cli.command {
        Command::Schema(Schema::Print { platform, .. }) => {
            let sdl = if platform { vuoro_graphql::sdl_platform() } else { vuoro_graphql::sdl_organisation() };
            say::text(&sdl?)?;
            return Ok(ExitCode::SUCCESS);
        }
        Command::Config(ConfigCommand::Example) => {
            say::text(&config::example())?;
            return Ok(ExitCode::SUCCESS);
        }
        _ => {}
    }
    let mut flags = Vec::new();
    if let Some(data) = &cli.data {
        flags.push(("data", data.to_string_lossy().into_owned()));
    }
    if let Command::Serve(serve) = &cli.command {
        flags.extend(serve.listen.clone().map(|listen| ("listen", listen)));
        flags.extend(serve.metrics_listen.clone().map(|listen| ("metrics_listen", listen)));
        flags.extend(serve.development.then(|| ("development", "true".to_owned())));
        flags.extend(serve.no_visitors.then(|| ("demo.visitors", "false".to_owned())));
    }
    let config = Config::load(cli.config.as_deref(), flags).context("the configuration can't be used")?;
    log::begin(&config.log);
    match cli.command {
        Command::Serve(serve) => boot::serve(config, serve.demo).await,
        Command::Migrate => {
            boot::make_data_folder(&config)?;
            Store::open(&config.store()).await.context("the database can't be brought up to date")?.close().await;
            say!("The database is up to date.")?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Org(Org::Create { slug, name }) => {
            let (domain, store) = boot::domain(&config).await?;
            let name = name.unwrap_or_else(|| slug.clone());
            let made = domain.create_organisation(&slug, &name).await.map_err(refused)?;
            store.close().await;
            say!("Made the organisation {} ({}). Its endpoint is /o/{}/graphql.", made.name, made.id, made.slug)?;
            say!("Next: vuoro account create EMAIL --name NAME --org {} --role owner", made.slug)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Account(Account::Create { email, name, display_name, org, role }) => {
            let (domain, store) = boot::domain(&config).await?;
            create_account(&domain, email, name, display_name, org, role).await?;
            store.close().await;
            Ok(ExitCode::SUCCESS)
        }
        Command::Plugin(plugin) => {
            plugin.run(&config).await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Schema(_) | Command::Config(_) | Command::CheckPackage { .. } => Ok(ExitCode::SUCCESS),
    }
}

async fn create_account(
    domain: &Domain,
    email: String,
    full_name: String,
    display_name: Option<String>,
    org: Option<String>,
    role: Role,
) -> anyhow::Result<()> {
    let organisation =
        match &org {
            Some(slug) => {
                let found = domain.organisation_by_slug(slug).await.map_err(|error| refused(error.into()))?;
                Some(found.with_context(|| {
                    format!("there is no organisation {slug}; make it with `vuoro org create {slug}`")
                })?)
            }
            None => None,
        };
    let password = read_password()?;
    let display_name = display_name.unwrap_or_else(|| full_name.clone());
    let new = vuoro_domain::NewAccount { email, full_name, display_name, password };
    let account = domain.create_account(new).await.map_err(refused)?;
    say!("Made the account {} ({}).", account.email, account.id)?;
    if let Some(organisation) = organisation {
        domain.add_member(organisation.id, account.id, role, &[]).await.map_err(refused)?;
        say!("It is {} of {}.", role.as_str().to_lowercase(), organisation.name)?;
    }
    Ok(())
}

/// Read from standard input, so that it appears in no list of processes and in no shell history.
fn read_password() -> anyhow::Result<String> {
    use std::io::{BufRead, IsTerminal};
    if std::io::stdin().is_terminal() {
        eprintln!("Password (12 characters at least; it shows as you type):");
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).context("no password could be read from standard input")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
