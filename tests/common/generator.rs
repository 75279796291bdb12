//! Realistic logs: with the layout, the components and the proportions of real ones, and with near misses. The same seed gives the same
//! bytes.

use super::log_lines::{
    DEFECT, FRAMES, URL, calendar, epilogue_texts, failure_texts, fault_text, line_at, record_at, stack, start_texts,
};

/// A small generator of pseudo-random numbers (SplitMix64), so that a benchmark needs no crate for them.
pub struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn guid(&mut self) -> String {
        let (high, low) = (self.next(), self.next());
        format!(
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            high >> 32,
            high >> 16 & 0xFFFF,
            high & 0xFFFF,
            low >> 48,
            low & 0xFFFF_FFFF_FFFF
        )
    }
}

/// How often the log has the defect or something like it.
#[derive(Clone, Copy)]
pub struct Mix {
    /// One synchronisation in this many fails in another way.
    pub near_miss_in: u64,
    /// One in this many fails with the defect's signature.
    pub incident_in: u64,
    /// How many lines of other components come between a synchronisation's beginning and its failure.
    pub lines_between: u64,
}

/// As on healthy machines.
pub const RARE: Mix = Mix { near_miss_in: 2_000, incident_in: 50_000, lines_between: 0 };

/// One near miss in some 2,400 lines, further from the beginning of its synchronisation than records are checked one by one.
pub const DISTANT: Mix = Mix { near_miss_in: 60, incident_in: 50_000, lines_between: 40 };

/// Every tenth synchronisation fails in another way.
pub const FREQUENT: Mix = Mix { near_miss_in: 10, incident_in: 1_000, lines_between: 0 };

const COMPONENTS: [(&str, &str); 12] = [
    ("AU", "#############"),
    ("AU", "## START ##  AU: Search for updates"),
    ("AU", "<<## SUBMITTED ## AU: Search for updates [CallId = {0F6B4A2C-4F0B-4E67-8E0C-3C1B2A9D7E11}]"),
    ("Agent", "** START **  Agent: Finding updates [CallerId = AutomaticUpdates]"),
    ("Agent", "  * Criteria = \"IsHidden=0 and IsInstalled=0 and DeploymentAction='Installation' and IsAssigned=1\""),
    ("Agent", "  * Found 0 updates and 48 categories in search; evaluated appl. rules of 512 out of 803 deployed entities"),
    (
        "DnldMgr",
        "Regulation: {3DA21691-E39D-4DA6-8A4B-B43877BCB1B7} - Update 8C1C2F5E-1E0D-4B68-9B61-3A8D is \"PerUpdate\" regulated",
    ),
    ("Misc", "Validating signature for C:\\WINDOWS\\SoftwareDistribution\\SelfUpdate\\Default\\wuident.cab:"),
    ("Misc", " Microsoft signed: Yes"),
    ("Setup", "***********  Setup: Checking whether self-update is required  ***********"),
    ("Handler", ":::::::::::::  UpdateHandler: Command Line Install: Expected path C:\\WINDOWS\\system32\\drivers\\etc"),
    (
        "Report",
        "Uploading 1 events using cached cookie, reporting URL = http://wsus01:8530/ReportingWebService/ReportingWebService.asmx",
    ),
];

/// A client's log of at least `bytes` bytes.
pub fn client_log(bytes: usize, mix: Mix, seed: u64) -> String {
    let mut random = Random(seed);
    let mut log = String::with_capacity(bytes + 4096);
    let mut millis: u64 = 0;
    while log.len() < bytes {
        millis += 3_600_000 + random.below(1_000_000);
        let thread = format!("{:x}", 0x100 + random.below(0xE00));
        let line = |log: &mut String, component: &str, text: &str, after: u64| {
            log.push_str(&line_at(millis + after, (788, &thread), component, text));
            log.push_str("\r\n");
        };
        for n in 0..20 + random.below(40) {
            let (component, text) = COMPONENTS[random.below(COMPONENTS.len() as u64) as usize];
            line(&mut log, component, text, n);
        }
        for text in start_texts(URL) {
            line(&mut log, "PT", &text, 100);
        }
        let (error, code) = if random.below(mix.incident_in) == 0 {
            ("0x8024400E", "InternalServerError(5)")
        } else if random.below(mix.near_miss_in) == 0 {
            ("0x8024400D", "ConfigChanged(2)")
        } else {
            continue;
        };
        for n in 0..mix.lines_between {
            let (component, text) = COMPONENTS[n as usize % COMPONENTS.len()];
            line(&mut log, component, text, 100 + n);
        }
        for text in failure_texts(error, code, &random.guid()).iter().chain(&epilogue_texts(error)) {
            line(&mut log, "PT", text, 3000);
        }
    }
    log
}

const RECORDS: [(&str, &str, &str); 6] = [
    (
        "Info",
        "SusEventDispatcher.TriggerEvent",
        "TriggerEvent called for NotificationEventName: DeploymentChange, EventInfo: DeploymentChange",
    ),
    ("Info", "ThreadEntry", "ThreadPoolTimer"),
    (
        "Info",
        "EventLogEventReporter.ReportEvent",
        "EventId=364,Type=Information,Category=Synchronization,Message=Content file download succeeded.",
    ),
    ("Warning", "DBConnection.OnReceivingInfoMessage", "Changed database context to 'SUSDB'."),
    ("Info", "SelfUpdate.UpdateSelfUpdateTree", "Self-update tree is up to date for architecture x86"),
    ("Info", "CatalogSyncAgent.WakeUpWorkerThreadProc", "Found no more jobs. CatalogSyncAgent quits, processed 0 jobs"),
];

/// A server's log of at least `bytes` bytes.
pub fn server_log(bytes: usize, mix: Mix, seed: u64) -> String {
    let mut random = Random(seed);
    let mut log = String::with_capacity(bytes + 4096);
    let mut millis: u64 = 0;
    while log.len() < bytes {
        let block = 20 + random.below(40);
        for _ in 0..block {
            millis += random.below(60_000);
            let (level, method, text) = RECORDS[random.below(RECORDS.len() as u64) as usize];
            let thread = 2 + random.below(20);
            record(&mut log, millis, level, thread, method, text);
        }
        let exception = if random.below(mix.incident_in) == 0 {
            DEFECT
        } else if random.below(mix.near_miss_in) == 0 {
            "System.Data.SqlClient.SqlException: Timeout expired.  The timeout period elapsed prior to completion of the operation."
        } else {
            continue;
        };
        record(&mut log, millis, "Error", 12, "ClientImplementation.SyncUpdates", exception);
        log.push_str(&stack("at", &FRAMES));
        let fault = fault_text(&random.guid(), "InternalServerError");
        record(&mut log, millis, "Warning", 12, "SoapUtilities.CreateException", &fault);
    }
    log
}

fn record(log: &mut String, millis: u64, level: &str, thread: u64, method: &str, text: &str) {
    let [day, hour, minute, second, millis] = calendar(millis);
    let stamp = format!("2008-06-{day:02} {hour:02}:{minute:02}:{second:02}.{millis:03}");
    log.push_str(&record_at(&stamp, level, &format!("w3wp.{thread}"), method, text));
}
