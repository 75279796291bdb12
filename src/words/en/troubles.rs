//! What failures of another kind mean and what to look at, in English.

use crate::advisory::troubles::Trouble;

pub fn meaning(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::NameResolution => "The name of the WSUS server, or of a proxy, could not be resolved.",
        Trouble::Connection => "The client could not connect to the WSUS server, or the connection broke.",
        Trouble::TimeOut => "The WSUS server, or a gateway before it, did not answer in time.",
        Trouble::Proxy => "A proxy refused the request or failed, or the client's proxy settings are wrong.",
        Trouble::AccessRefused => "The server refused access to the web service (HTTP status 401 or 403, or a failed sign-in).",
        Trouble::NotFound => "The server does not have the web service at that address (HTTP status 404 or 410).",
        Trouble::BadRequest => "The server does not accept this kind of request.",
        Trouble::ServerError => "The web server failed before WSUS could answer (HTTP status 500).",
        Trouble::Overloaded => "The server is too busy to answer (HTTP status 503, or its fault ServerBusy).",
        Trouble::Certificate => "The secure connection failed, mostly because of a certificate or of the TLS version.",
        Trouble::Cookie => "The server no longer accepts the client's cookie, and the client must get a new one.",
        Trouble::ConfigurationChanged => {
            "The server or its configuration changed since the client last asked, and the client must begin again."
        }
        Trouble::Registration => "Client and server disagree on whether the client has to register.",
        Trouble::Parameters => {
            "The server rejected what the client sent; if its message is parameters.InstalledNonLeafUpdateIDs, there were too many updates."
        }
        Trouble::SoapFault => "The server answered with a SOAP fault, and the log does not show what kind it was.",
        Trouble::ServerFault => "The server hit an internal error; the client can't know which one.",
        Trouble::RoundTrips => "The server has more updates to offer than the client may fetch in one synchronisation.",
        Trouble::ServerAddress => "The address of the WSUS server is missing or is not valid.",
        Trouble::UnreadableAnswer => {
            "The answer is not what a WSUS server sends: incomplete, damaged, or from something else on the way."
        }
        Trouble::Metadata => "The descriptions of updates could not be fetched or unpacked in full.",
        Trouble::Redirector => "The redirector file of Windows Update (wuredir.cab) could not be used.",
        Trouble::ClientComponent => "A part of Windows that the client needs failed on this computer.",
        Trouble::ServiceStopped => "The service that does the work was stopped, disabled or shutting down.",
        Trouble::Policy => "A policy forbids it, or a policy that is needed is not set.",
        Trouble::AccessDenied => "Access to a file or to a registry key was denied.",
        Trouble::Memory => "There was not enough memory.",
        Trouble::DiskFull => "There was not enough space on a disk.",
        Trouble::DatabaseTimeOut => "The database of WSUS did not answer in time.",
        Trouble::Database => "The database of WSUS reported an error.",
        Trouble::Unspecified => "The error says only that something failed.",
    }
}

pub fn look_at(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::NameResolution => {
            "Check that the client can resolve the server's name exactly as the policy writes it, and its WinHTTP proxy settings."
        }
        Trouble::Connection => {
            "Check that the client reaches the server's port, that no firewall on the way blocks it, and that the website runs."
        }
        Trouble::TimeOut => "Check the load of the server and of its database, the network, and any proxy on the way.",
        Trouble::Proxy => "Check the WinHTTP proxy settings of the client; local addresses usually need no proxy.",
        Trouble::AccessRefused => {
            "Check authentication, IP restrictions and SSL settings of the ClientWebService and SimpleAuthWebService folders in IIS."
        }
        Trouble::NotFound => "Check name and port in the policy, and that IIS has the virtual directories of WSUS.",
        Trouble::BadRequest => {
            "Check in the IIS log whether the request reaches WSUS, and what else may answer or change it on the way."
        }
        Trouble::ServerError => "Check the IIS log and the event log of the server at that time.",
        Trouble::Overloaded => {
            "Check on the server whether the application pool WsusPool is stopped, and its memory limit and queue."
        }
        Trouble::Certificate => {
            "Check the server's certificate (name, dates, issuer that the client trusts), the client's clock, and TLS on both."
        }
        Trouble::Cookie => {
            "Check whether it goes on. If it does: whether other clients have the same SusClientId, and whether the server was replaced."
        }
        Trouble::ConfigurationChanged => {
            "Check whether it goes on: after a change of the server, the protocol has each client begin again once."
        }
        Trouble::Registration => {
            "Check whether the client has an entry of its own in the WSUS console: cloned computers may share its SusClientId."
        }
        Trouble::Parameters => "Check the message of the fault, and the same fault id in the server's SoftwareDistribution.log.",
        Trouble::SoapFault => "Check the lines before the failure, and the server's SoftwareDistribution.log at that time.",
        Trouble::ServerFault => "Check the exception under the same fault id in the server's SoftwareDistribution.log.",
        Trouble::RoundTrips => {
            "Check whether later attempts succeed, since each continues the last one, and how many superseded updates are not declined."
        }
        Trouble::ServerAddress => "Check the values WUServer and WUStatusServer of the Windows Update policy on the client.",
        Trouble::UnreadableAnswer => "Check in the IIS log what was sent, and proxies and filters between client and server.",
        Trouble::Metadata => "Check web filters and proxies on the way, and the content folder of the server.",
        Trouble::Redirector => "Check that the client's policy names the WSUS server, and not only Microsoft's own service.",
        Trouble::ClientComponent => "Check the event log of the client, its WMI, and the version of the Windows Update Agent.",
        Trouble::ServiceStopped => {
            "Check the state and start type of the services wuauserv and BITS, and whether the computer restarted at that time."
        }
        Trouble::Policy => "Check the Windows Update policies that apply to the client (gpresult).",
        Trouble::AccessDenied => "Check the permissions of the service's account, and security software.",
        Trouble::Memory => "Check the memory of that computer, and how many updates are not declined.",
        Trouble::DiskFull => "Check the free space on all drives of that computer.",
        Trouble::DatabaseTimeOut => {
            "Check the load of the database server, and when the database was last indexed and cleaned up."
        }
        Trouble::Database => "Check the exception's message in the log, and that the database runs and has space.",
        Trouble::Unspecified => "Check the lines of the log before the failure.",
    }
}
